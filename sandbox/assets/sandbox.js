// Copying, dialogs and lists that renew themselves; every page works without, except for opening dialogs.

document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (!button) return;
  if (button.dataset.copy !== undefined) {
    await navigator.clipboard.writeText(button.dataset.copy);
    const name = button.getAttribute('aria-label') ?? '';
    button.textContent = 'Copied';
    button.setAttribute('aria-label', name.replace(/^Copy/, 'Copied'));
    button.classList.add('done');
    setTimeout(() => {
      button.textContent = 'Copy';
      button.setAttribute('aria-label', name);
      button.classList.remove('done');
    }, 1600);
  }
  if (button.dataset.opens) document.getElementById(button.dataset.opens)?.showModal();
  if (button.dataset.closes !== undefined) button.closest('dialog')?.close();
});

document.addEventListener('DOMContentLoaded', () => {
  document.querySelector('form[data-submit-at-once]')?.submit();

  /** Fetches the page again every two seconds and swaps the list in when it changed; focus stays on the same link. */
  const list = document.querySelector('[data-renews]');
  async function renew() {
    if (document.hidden) return;
    const response = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (!response?.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById(list.id);
    if (!fresh || fresh.innerHTML === list.innerHTML) return;
    const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    const before = list.querySelectorAll('.mail').length;
    list.innerHTML = fresh.innerHTML;
    if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    const more = list.querySelectorAll('.mail').length - before;
    const news = document.getElementById('news');
    if (more > 0 && news) news.textContent = more === 1 ? 'One new message.' : `${more} new messages.`;
  }
  if (list) {
    setInterval(renew, 2000);
    document.addEventListener('visibilitychange', renew);
  }

  document.querySelector('a[data-download-at-once]')?.click();

  /** “Select all”: ticks every box of its name, and follows them. */
  const all = document.querySelector('[data-selects-all]');
  if (all) {
    const boxes = [...all.form.querySelectorAll(`input[name="${all.dataset.selectsAll}"]`)];
    const follow = () => {
      all.checked = boxes.every((box) => box.checked);
      all.indeterminate = !all.checked && boxes.some((box) => box.checked);
    };
    all.addEventListener('change', () => {
      for (const box of boxes) box.checked = all.checked;
    });
    for (const box of boxes) box.addEventListener('change', follow);
    follow();
  }

  /** “Add to table”: ticks the boxes whose values were typed, and says what is none of them. */
  document.querySelector('[data-ticks]')?.addEventListener('click', ({ currentTarget: button }) => {
    const typed = document.getElementById(button.dataset.from);
    const problem = document.getElementById(`${button.dataset.from}-problem`);
    const boxes = [...button.form.querySelectorAll(`input[name="${button.dataset.ticks}"]`)];
    const unknown = typed.value.split(/[\s,]+/).filter((name) => {
      const box = boxes.find(({ value }) => value === name || value.endsWith(`/userinfo.${name}`));
      if (box) box.checked = true;
      return name !== '' && !box;
    });
    typed.value = unknown.join('\n');
    problem.hidden = unknown.length === 0;
    problem.textContent = unknown.length === 0 ? '' : `Not a scope: ${unknown.join(', ')}`;
  });
});
