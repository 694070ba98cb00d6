import { sendEvent, setup } from 'corncrake/node';

if (process.env.ENDPOINT) setup(process.env.ENDPOINT);

export const handleError = ({ error, status }) => {
  if (status >= 500) sendEvent(error);
};
