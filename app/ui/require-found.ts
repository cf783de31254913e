import { notFound } from 'next/navigation';
import { AppError } from '#lib/errors/index.ts';

/** For pages: what does not exist in this tenant, or has no readable id, is the not-found page. */
export async function requireFound<T>(find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  }
}
