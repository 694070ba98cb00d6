// Only what asks for maps and says where to build to.
export default {
  base: './',
  build: { outDir: process.env.OUT, sourcemap: true },
};
