import { authRoute } from '#lib/http/index.ts';

export { authRoute as GET, authRoute as POST };
