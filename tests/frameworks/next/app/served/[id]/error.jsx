'use client';

import { useEffect } from 'react';
import { sendEvent } from 'corncrake';

export default function ErrorPage({ error }) {
  useEffect(() => sendEvent(error), [error]);
  return <h1>Own error page</h1>;
}
