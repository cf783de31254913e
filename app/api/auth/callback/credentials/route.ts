import { authRoute, otherMethods } from '#lib/http/index.ts';

// next-auth's own: beside it stand the callbacks of issuers, which are ours.
export { authRoute as POST };

export const { DELETE, GET, HEAD, OPTIONS, PATCH, PUT } = otherMethods('POST');
