import { noSuchRoute } from '#lib/http/index.ts';

export {
  noSuchRoute as DELETE,
  noSuchRoute as GET,
  noSuchRoute as HEAD,
  noSuchRoute as OPTIONS,
  noSuchRoute as PATCH,
  noSuchRoute as POST,
  noSuchRoute as PUT,
};
