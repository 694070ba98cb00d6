import { corncrake } from 'corncrake/next';

export const { register, onRequestError } = corncrake('https://errors.example/v1/abc123def45', { release: '1.4.2' });
