import { setup } from 'corncrake/next';

setup('https://errors.example/v1/abc123def45', { release: '1.4.2' });
