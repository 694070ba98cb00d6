/**
 * A plugin for Vue 3 that sends what Vue catches, with the component and the hook in `meta`.
 * It then calls the `errorHandler` that was set before it; where there is none, it prints the
 * error as Vue does.
 *
 * @example createApp(App).use(corncrake).mount('#app');
 */
export const corncrake: {
  install(app: {
    config: { errorHandler?: ((error: unknown, instance: any, info: string) => void) | undefined };
  }): void;
};
