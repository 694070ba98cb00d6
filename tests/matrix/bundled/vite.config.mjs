const port = Number(process.env.PORT);

export default { server: { host: '127.0.0.1', port, strictPort: true }, logLevel: 'info', clearScreen: false };
