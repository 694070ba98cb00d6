// TrackX, its lite client.
import { setup } from 'trackx/lite';

setup('https://trackx.example/v1/key');
