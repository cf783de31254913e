import { DeadlineList } from '#app/ui/deadline-list.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import type { Deadline } from '#lib/providers/index.ts';
import classes from './help.module.css';
import type { HelpProvider } from './help-provider.ts';
import { helpMarks, helpTexts } from './help-texts.tsx';
import { ProviderAnswers } from './provider-answers.tsx';
import { helpTopics } from './topics.ts';

type Props = { providers: HelpProvider[]; deadlines: readonly Deadline[]; now: number };

/** The questions people ask about OAuth, each with an answer and an address of its own. */
export async function HelpScreen({ providers, deadlines, now }: Props) {
  const t = await helpTexts();
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className={classes.page}>
        <nav className={classes.contents} aria-label={t('contents')}>
          <ol>
            {helpTopics.map((topic) => (
              <li key={topic}>
                <a href={`#${topic}`}>{t(`topic.${topic}.title`)}</a>
              </li>
            ))}
          </ol>
        </nav>
        <div className={classes.topics}>
          {helpTopics.map((topic) => (
            <section key={topic} id={topic} aria-labelledby={`${topic}-title`}>
              <h2 id={`${topic}-title`}>{t(`topic.${topic}.title`)}</h2>
              {t.rich(`topic.${topic}.text`, helpMarks)}
              {topic === 'deadlines' && <DeadlineList deadlines={deadlines} now={now} className={classes.deadlines} />}
              <ProviderAnswers topic={topic} providers={providers} />
            </section>
          ))}
        </div>
      </div>
    </>
  );
}
