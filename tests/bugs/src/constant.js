// What is another with every build, and so are the hashes of the files it is in.
export const BUILD = 'one';
