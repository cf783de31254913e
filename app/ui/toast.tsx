import { notifications } from '@mantine/notifications';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';

const looks = {
  good: { icon: <IconCheck size={18} />, color: 'teal' },
  bad: { icon: <IconAlertCircle size={18} />, color: 'red' },
};

/** Says in passing what came of an act: good or bad by a sign and a colour, where the message does not look it by itself. */
export function toast(message: ReactNode, tone?: keyof typeof looks): void {
  notifications.show({ message, withBorder: true, ...(tone && looks[tone]) });
}
