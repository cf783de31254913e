import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./app/ui/intl-request.ts');

/** Everything that needs no nonce. The content policy and what depends on the request are in proxy.ts. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
  { key: 'Referrer-Policy', value: 'strict-origin' },
];

/** The address of a callback holds an authorization code: it must not travel on as a referrer. */
const callbackHeaders = [{ key: 'Referrer-Policy', value: 'no-referrer' }];

export default withNextIntl({
  poweredByHeader: false,
  images: { unoptimized: true },
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ['@node-rs/argon2', 'googleapis', 'nodemailer', 'pg', 'pino', 'undici'],
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    { source: '/oauth/:path*', headers: callbackHeaders },
    { source: '/api/auth/callback/:path*', headers: callbackHeaders },
    { source: '/consent-problem', headers: callbackHeaders },
  ],
});
