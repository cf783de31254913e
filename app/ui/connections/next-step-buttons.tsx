'use client';

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView, ProblemView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { type NextStep, nextSteps } from './next-steps.ts';
import { ReplaceSecret } from './replace-secret.tsx';
import { RetryButton } from './retry-button.tsx';
import { movePath, settingsPath } from './settings-path.ts';

type Props = { problem: ProblemView; connection: ConnectionView };

/** The buttons that can help with this problem, the likeliest first; nothing for those who may not press them. */
export function NextStepButtons({ problem, connection }: Props) {
  const { may } = useTenant();
  if (!may('connections:admin') || connection.stage === 'retired') return null;
  // What passes by itself asks nobody: its button is there for the impatient.
  const asks = connection.problem !== problem || connection.health !== 'retrying';
  return nextSteps(problem, connection).map((step, place) => (
    <StepButton key={step} step={step} connection={connection} variant={asks && place === 0 ? 'filled' : 'default'} />
  ));
}

type StepProps = { step: NextStep; connection: ConnectionView; variant: 'filled' | 'default' };

function StepButton({ step, connection, variant }: StepProps) {
  const t = useTranslations('console.steps');
  const { slug } = useTenant();
  const [replacing, replace] = useDisclosure(false);
  switch (step) {
    case 'move':
      return (
        connection.passwordEnds && (
          <Button
            variant={variant}
            component={Link}
            href={movePath(slug, connection.id, connection.passwordEnds.provider)}
          >
            {t(step)}
          </Button>
        )
      );
    case 'change_settings':
      return (
        <Button variant={variant} component={Link} href={settingsPath(slug, connection)}>
          {t(step)}
        </Button>
      );
    case 'replace_secret':
      return (
        <>
          <Button variant={variant} onClick={replace.open}>
            {t(step, { secret: secretRule(connection).name })}
          </Button>
          <ReplaceSecret connection={connection} opened={replacing} onClose={replace.close} />
        </>
      );
    case 'reconnect':
    case 'try_again':
      return <RetryButton connection={connection} step={step} variant={variant} />;
  }
}
