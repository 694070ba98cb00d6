export * from 'corncrake';
