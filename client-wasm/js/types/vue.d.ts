/**
 * A plugin for Vue 3 that sends what Vue catches, with the component and the hook in `meta`. An
 * `errorHandler` of the site, set before or after, is called as without it; where there is none,
 * Vue does with the error what it does by itself.
 *
 * @example createApp(App).use(corncrake).mount('#app');
 */
export const corncrake: {
  install(app: {
    config: { errorHandler?: ((error: unknown, instance: any, info: string) => void) | undefined };
  }): void;
};
