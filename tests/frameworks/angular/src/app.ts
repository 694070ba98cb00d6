import { isPlatformServer } from '@angular/common';
import {
  afterNextRender,
  Component,
  ErrorHandler,
  inject,
  Injectable,
  Injector,
  PLATFORM_ID,
  provideBrowserGlobalErrorListeners,
  provideZoneChangeDetection,
  signal,
  type ApplicationConfig,
} from '@angular/core';
import { ActivatedRoute, provideRouter, Router, RouterOutlet } from '@angular/router';
import { corncrake } from 'corncrake/angular';

@Component({ selector: 'shop-root', imports: [RouterOutlet], template: '<router-outlet />' })
export class App {}

/** It prints as Angular's does, and counts. */
@Injectable()
export class OwnHandler extends ErrorHandler {
  handled: string[] = [];

  override handleError(error: Error) {
    this.handled.push(error.message);
    Object.assign(globalThis, { handled: this.handled });
    super.handleError(error);
  }
}

@Component({ selector: 'shop-shelf', template: '<button (click)="buy()">{{ count() }} bought</button>' })
class Shelf {
  count = signal(0);

  constructor() {
    afterNextRender(() => {
      setTimeout(() => {
        throw new TypeError('a timer of the page fails');
      });
      Promise.reject(new SyntaxError('a promise of the page fails'));
    });
  }

  buy() {
    this.count.update((count) => count + 1);
    throw new RangeError('a click fails');
  }
}

@Component({ selector: 'shop-served', template: '<h1>Served {{ price() }}</h1>' })
class Served {
  isServer = isPlatformServer(inject(PLATFORM_ID));
  id = inject(ActivatedRoute).snapshot.params['id'];

  constructor() {
    if (this.isServer && this.id === 'never') throw new RangeError('a route of the server fails');
  }

  price() {
    if (this.isServer && this.id === 'none') throw new TypeError('a page of the server fails');
    return 3;
  }
}

const withZone = 'Zone' in globalThis;

export const config: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    withZone ? provideZoneChangeDetection() : [],
    provideRouter([
      { path: 'shop', children: [{ path: ':id', component: Shelf }] },
      { path: 'served/:id', component: Served },
    ]),
    corncrake({ ErrorHandler, Injector, Router }, OwnHandler),
  ],
};
