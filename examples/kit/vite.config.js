// As `npx sv create` writes it.
import { sveltekit } from '@sveltejs/kit/vite';

export default { plugins: [sveltekit()] };
