/** What a page of another site sends, or one that says of itself only half of what ours does. */
export const foreignPages: Record<string, string | null>[] = [
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin: 'http://localhost:3001', 'sec-fetch-site': 'same-site' },
  { origin: null, 'sec-fetch-site': null },
  { origin: null, 'sec-fetch-site': 'none' },
  { origin: null, 'sec-fetch-site': 'same-origin' },
  { origin: 'null' },
  { origin: 'null', 'sec-fetch-site': null },
  { origin: 'http://localhost:3000.evil.example', 'sec-fetch-site': null },
  { origin: 'https://localhost:3000', 'sec-fetch-site': null },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
];
