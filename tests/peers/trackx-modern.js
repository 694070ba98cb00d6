// TrackX, its modern client.
import { setup } from 'trackx/modern';

setup('https://trackx.example/v1/key');
