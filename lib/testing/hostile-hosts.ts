/**
 * Spellings of hosts that lead inside, or nowhere. A comment on its own line names the family. Names stand for
 * themselves: the test's resolver answers them with `insideNames`.
 */
export const insideNames: Record<string, string[]> = {
  localhost: ['127.0.0.1', '::1'],
  'app.localhost': ['127.0.0.1'],
  'localhost.localdomain': ['127.0.0.1'],
  'ip6-localhost': ['::1'],
  'ip6-loopback': ['::1'],
  'localtest.me': ['127.0.0.1'],
  'lvh.me': ['127.0.0.1'],
  '127.0.0.1.nip.io': ['127.0.0.1'],
  '7f000001.nip.io': ['127.0.0.1'],
  'spoofed.burpcollaborator.net': ['127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'instance-data.ec2.internal': ['169.254.169.254'],
  'printer.local': ['192.168.1.20'],
  'mail.corp.example': ['10.0.0.25'],
  'half-inside.example': ['93.184.216.34', '127.0.0.1'],
  'inside-first.example': ['127.0.0.1', '93.184.216.34'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'zone.example': ['fe80::1%lo'],
};

export const hostileHosts: readonly string[] = [
  // Names that resolve to the inside, in other cases and with the root's dot.
  ...Object.keys(insideNames),
  'LOCALHOST',
  'LocalHost.',
  'localhost.',
  '127.0.0.1.nip.io.',
  // 127.0.0.0/8, whole and short.
  ...['127.0.0.1', '127.0.0.1.', '127.0.1.1', '127.1', '127.0.1', '127.127.127.127', '127.255.255.254', '127.1.'],
  // 127.0.0.1 as one number, in octal, in hex, and mixed.
  ...['2130706433', '017700000001', '0x7f000001', '0x7F000001', '0177.0.0.1', '0x7f.0.0.1', '0x7f.1', '0177.1'],
  ...['0x7f.0x0.0x0.0x1', '0177.0x0.0.01', '00000177.00.00.01', '127.0x1', '127.0.0.01', '0x7f.0.1', '127.0.0.0x1'],
  ...['2130706434', '0177.0000.0000.0001', '0x000000007f000001'],
  // 127.0.0.1 in digits and dots that Unicode normalises (UTS 46).
  ...[
    '①②⑦.0.0.1',
    '１２７.０.０.１',
    '127。0。0。1',
    '127．0．0．1',
    '127｡0｡0｡1',
    '𝟏𝟐𝟕.𝟎.𝟎.𝟏',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'ｌｏｃａｌｈｏｓｔ',
  ],
  // Percent-encoded, as a URL may carry it.
  ...['%31%32%37.0.0.1', '127%2e0%2e0%2e1', '%6cocalhost', 'localhost%2e', '%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1'],
  // 0.0.0.0/8: on Linux a way to say this machine.
  ...['0.0.0.0', '0', '0x0', '00', '0.1', '0.0.0.1', '0.255.255.255', '000.000.000.000'],
  // Private networks (RFC 1918), short and as numbers too.
  ...['10.0.0.1', '10.255.255.255', '10.1', '167772161', '0xa000001', '012.0.0.1', '172.16.0.1', '172.31.255.255'],
  ...['2886729729', '192.168.0.1', '192.168.255.255', '192.168.1', '3232235521', '0xC0.0xA8.0.1', '192.168.0.1.'],
  // Carrier-grade NAT (RFC 6598), with Alibaba's metadata address.
  ...['100.64.0.1', '100.127.255.254', '100.100.100.200'],
  // Link-local, with the metadata addresses of AWS, Google, Azure, Oracle and of ECS tasks.
  ...[
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.43518',
  ],
  // Azure's platform address and Oracle's second metadata address lie in ranges that look public.
  ...['168.63.129.16', '192.0.0.192'],
  // Documentation, benchmarking, 6to4 relay, reserved, multicast, broadcast.
  ...['192.0.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.255', '192.88.99.1'],
  ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '4294967295', '255.255.255.254'],
  // IPv6: loopback and unspecified in every spelling, bare and bracketed.
  ...['::1', '[::1]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::0.0.0.1]', '::', '[::]'],
  ...['[0:0:0:0:0:0:0:0]', '[::1]'],
  // IPv4 inside IPv6: mapped, compatible, translated, NAT64 (RFC 6052, RFC 8215), 6to4, Teredo.
  ...['[::ffff:127.0.0.1]', '::ffff:127.0.0.1', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::FFFF:127.0.0.1]'],
  ...['[::ffff:10.0.0.1]', '[::ffff:169.254.169.254]', '[::ffff:0:127.0.0.1]', '[::127.0.0.1]', '[::7f00:1]'],
  ...['[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::7f00:1]'],
  ...['[2002:7f00:1::]', '[2002:a9fe:a9fe::]', '[2001:0:7f00:1::]', '[2001::7f00:1]'],
  // IPv6: link-local with and without zone, site-local, unique local (with AWS metadata), multicast, reserved.
  ...['[fe80::1]', '[fe80::1%lo]', '[fe80::1%25lo]', 'fe80::1%lo', '[fe80::1%1]', '[::1%lo]', '::1%1'],
  ...['[fec0::1]', '[fc00::1]', '[fd00::1]', '[fd00:ec2::254]', '[ff02::1]', '[ff0e::1]', '[100::1]'],
  ...['[2001:db8::1]', '[3fff::1]', '[2001:10::1]', '[5f00::1]', '[4000::1]', '[1::1]'],
  // Not hosts at all, though some parser takes a part of them for one.
  ...['', ' ', '.', '..', 'localhost..', '.localhost', '127.0.0.1 ', ' 127.0.0.1', '127.0.0.1\n', '127.0.0.1\t'],
  ...['127.0.0.1#', '127.0.0.1/', '127.0.0.1?', '127.0.0.1\\', 'x@127.0.0.1', '127.0.0.1\0', '127.0.0.1:22'],
  ...['example.com#@127.0.0.1', 'example.com\\@127.0.0.1', '[127.0.0.1]', '[localhost]', '[::1', '::1]', '[[::1]]'],
  ...['256.256.256.256', '127.0.0.1.5', '0x', '08.8.8.8', '99999999999', '1.2.3.4.5', 'a..b', `${'a'.repeat(254)}.com`],
];
