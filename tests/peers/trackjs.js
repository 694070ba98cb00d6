// TrackJS as its documentation sets it up.
import { TrackJS } from 'trackjs';

TrackJS.install({ token: 'key' });
