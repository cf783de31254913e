import { expect, type Page } from 'playwright/test';

/**
 * Waits until a page is whole and still. Not for a quiet network: pages ask again each second, so it never is.
 */
export async function atRest(page: Page): Promise<void> {
  // Skeletons, and buttons that wait for their script or for an answer.
  const unfinished = page.locator(
    '.mantine-Skeleton-root, [aria-busy="true"], [data-loading="true"], button[type="submit"]:disabled',
  );
  await expect(unfinished).toHaveCount(0);
  await page.evaluate(stillness);
}

/** In the page: its letters and pictures are there, nothing moves by itself, and nothing has changed place or size. */
async function stillness(): Promise<void> {
  const frame = () => new Promise(requestAnimationFrame);
  const boxes = () =>
    [...document.querySelectorAll('body *')]
      .map((element) => element.getBoundingClientRect())
      .map(({ x, y, width, height }) => `${x} ${y} ${width} ${height}`)
      .join();
  await document.fonts.ready;
  let stillFrames = 0;
  for (let before = ''; stillFrames < 10; ) {
    await frame();
    const now = boxes();
    const isLoaded = document.fonts.status === 'loaded' && [...document.images].every((image) => image.complete);
    const isMoving = document.getAnimations().some((animation) => animation.playState === 'running');
    stillFrames = isLoaded && !isMoving && now === before ? stillFrames + 1 : 0;
    before = now;
  }
}
