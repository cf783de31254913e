import pg from 'pg';

/** What a database may lack before the product can live in it, with the statement by which a superuser gives it. */
export type MissingRight = { what: string; statement: string };

const connectMs = 10_000;

/**
 * Looks at the two roles of the product, which belong to the whole cluster: when another installation has made them,
 * our owner needs leave to enter them, and CREATEROLE alone does not give it (PostgreSQL 16 on). Null when nothing is
 * missing.
 */
export async function missingRight(databaseUrl: string): Promise<MissingRight | null> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectMs });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(query);
    const [row] = rows;
    if (!row) return null;
    const { owner, closed, makes, missing } = row;
    if (closed.length > 0) {
      const [what, statement] = [closed.join(' and '), `grant ${closed.join(', ')} to ${owner} with admin option`];
      return {
        what: `another installation in this PostgreSQL has made ${what}, which ${owner} may not enter`,
        statement,
      };
    }
    if (missing && !makes)
      return { what: `${owner} may not create roles`, statement: `alter role ${owner} createrole` };
    return null;
  } finally {
    await client.end();
  }
}

type Row = {
  owner: string;
  /** Roles that exist and that the owner can neither enter nor give itself. */
  closed: string[];
  makes: boolean;
  /** Whether a role is still to be made. */
  missing: boolean;
};

// The migration that makes the roles asks the same: SET is what entering takes, ADMIN what giving it to oneself takes.
// Before PostgreSQL 16 neither word existed for it: whoever has CREATEROLE may give itself any role.
const query = `
  with names as (select unnest(array['mailgrant_app', 'mailgrant_system']) as name),
  roles as (select rolname from pg_roles join names on rolname = name),
  me as (select quote_ident(rolname) as owner, rolcreaterole or rolsuper as makes from pg_roles
    where rolname = current_user)
  select owner, makes, (select count(*) < 2 from roles) as missing,
    array(select rolname::text from roles where
      case when current_setting('server_version_num')::int < 160000
        then not makes and not pg_has_role(current_user, rolname, 'MEMBER')
        else not pg_has_role(current_user, rolname, 'SET')
             and not pg_has_role(current_user, rolname, 'MEMBER WITH ADMIN OPTION') end
      order by 1) as closed
  from me`;
