import { expect, type Locator, type Page, test } from 'playwright/test';

/** A newcomer's hand: everything it does is counted, copying and pasting too. */
export class Hand {
  acts = 0;

  async click(target: Locator): Promise<void> {
    this.acts += 1;
    await target.click();
  }

  /** Pastes (or types) into a field. */
  async paste(field: Locator, text: string): Promise<void> {
    this.acts += 1;
    await field.fill(text);
    await expect(field).toHaveValue(text);
  }

  /** Presses a Copy button and hands over what is then on the clipboard. */
  async copy(page: Page, button: Locator): Promise<string> {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await this.click(button);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard).not.toBe('');
    return clipboard();
  }

  /** Clicks what downloads a file; returns where it lies. */
  async download(page: Page, button: Locator): Promise<string> {
    const [file] = await Promise.all([page.waitForEvent('download'), this.click(button)]);
    const path = test.info().outputPath(file.suggestedFilename());
    await file.saveAs(path);
    return path;
  }

  /** Clicks what asks for a file, and chooses one. */
  async chooseFile(page: Page, button: Locator, path: string): Promise<void> {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), this.click(button)]);
    await chooser.setFiles(path);
  }

  /** Clicks what opens a new tab. */
  async open(page: Page, link: Locator): Promise<Page> {
    const opened = page.context().waitForEvent('page');
    await this.click(link);
    return opened;
  }
}
