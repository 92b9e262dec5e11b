/** The template that the CLI carries, and the file that it travels in. */
import type { Condition, FileClass } from '../../templates/files';
import type { FeatureTable } from './features';

export interface TemplateFile {
  /** Path in the project, with slashes. */
  readonly path: string;
  readonly class: FileClass;
  /** Permission bits: 0o644 or 0o755. */
  readonly mode: number;
  readonly when?: readonly Condition[];
  /** SHA-256 of the content: its key among the archive's blobs. */
  readonly content: string;
  /** Key of the compiled form, where the content is a Handlebars template. */
  readonly compiled?: string;
}

/** What package.json of this repository says, so that package.json.hbs need not say it again. */
export interface Package {
  readonly node: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
}

export interface Release {
  /** Sorted by path. Of several for one path a project gets the first that it wants. */
  readonly files: readonly TemplateFile[];
  readonly features: FeatureTable;
  /** What people call the session stores, by their value of `--session`. */
  readonly storeNames: Readonly<Record<string, string>>;
  readonly package: Package;
}

/**
 * Releases of the template by version, newest last, sharing blobs by the SHA-256 of their content:
 * carrying a past release costs only what differs.
 */
export interface Archive {
  readonly format: 1;
  readonly releases: Readonly<Record<string, Release>>;
  readonly blobs: Readonly<Record<string, Buffer>>;
}

/** What precedes the blobs: of each, in their order, its hash and its length in bytes. */
type Index = Omit<Archive, 'blobs'> & { readonly blobs: readonly (readonly [string, number])[] };

/** One release, with what it needs to be rendered. */
export interface Template extends Release {
  readonly version: string;
  /** The bytes of a blob. @throws RangeError when the archive has none of this hash. */
  blob(hash: string): Buffer;
}

/**
 * The length of the index (four bytes, big-endian), the index as JSON, then all blobs, one after the
 * other. Uncompressed: npm compresses the package anyway, and unpacking again at each run would take
 * a tenth of its time. Past releases, which only an update reads, are another matter.
 */
export function pack({ blobs, ...rest }: Archive): Buffer {
  const lengths = Object.entries(blobs).map(([hash, { length }]) => [hash, length] as const);
  const index = Buffer.from(JSON.stringify({ ...rest, blobs: lengths } satisfies Index));
  const indexLength = Buffer.alloc(4);
  indexLength.writeUInt32BE(index.length);
  return Buffer.concat([indexLength, index, ...Object.values(blobs)]);
}

/** The release of `version`. @throws RangeError when the archive has none. */
export function readRelease(archive: Buffer, version: string): Template {
  const start = 4 + archive.readUInt32BE(0);
  const { releases, blobs }: Index = JSON.parse(archive.toString('utf8', 4, start));
  const release = releases[version];
  if (!release) throw new RangeError(`The archive has no template ${version}.`);
  const spans = new Map<string, readonly [from: number, to: number]>();
  let from = start;
  for (const [hash, length] of blobs) {
    const to = from + length;
    spans.set(hash, [from, to]);
    from = to;
  }
  return {
    version,
    ...release,
    blob: (hash) => {
      const span = spans.get(hash);
      if (!span) throw new RangeError(`The archive has no blob ${hash}.`);
      return archive.subarray(...span);
    },
  };
}
