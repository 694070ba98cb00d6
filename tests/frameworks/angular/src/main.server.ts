import { ErrorHandler, Injector, mergeApplicationConfig } from '@angular/core';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { Router } from '@angular/router';
import { provideServerRendering, RenderMode, withRoutes } from '@angular/ssr';
import { corncrake } from 'corncrake/angular';
import { sendEvent, setup } from 'corncrake/node';

import { App, config, OwnHandler } from './app';

setup('https://errors.example/v1/abc123def45', { release: '1.4.2' });

const serverConfig = mergeApplicationConfig(config, {
  providers: [
    provideServerRendering(withRoutes([{ path: '**', renderMode: RenderMode.Server }])),
    corncrake({ ErrorHandler, Injector, Router, sendEvent }, OwnHandler),
  ],
});

export default (context: BootstrapContext) => bootstrapApplication(App, serverConfig, context);
