/** How the audit log calls a webhook: by its host, for an address may hold what only its receiver should know. */
export function webhookTarget({ id, name, url }: { id: string; name: string; url: string }) {
  const { host } = new URL(url);
  return { targetKind: 'webhook', targetId: id, targetName: name === '' ? host : `${name} · ${host}` };
}
