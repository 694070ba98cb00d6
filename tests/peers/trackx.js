// TrackX, its default client.
import { setup } from 'trackx';

setup('https://trackx.example/v1/key');
