import { authRoute, otherMethods } from '#lib/http/index.ts';

export { authRoute as GET, authRoute as POST };

export const { DELETE, HEAD, OPTIONS, PATCH, PUT } = otherMethods('GET', 'POST');
