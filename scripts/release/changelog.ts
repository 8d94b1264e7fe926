/** One version of CHANGELOG.md. */
export interface ChangelogSection {
  /** A version, or "Unreleased". */
  readonly name: string;
  /** What follows the name, such as "2026-11-30". */
  readonly date: string;
  /** The list items, each on one line. */
  readonly entries: readonly string[];
}

const UNRELEASED = "Unreleased";

/** The sections of a changelog, the newest first. */
export function sectionsOf(changelog: string): ChangelogSection[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading, ...lines] = section.split("\n");
      const [, name = heading, date = ""] = /^\[([^\]]+)\](?: - (.*))?$/.exec(heading) ?? [];
      const items = lines.join("\n").split(/^- /m).slice(1);
      return {
        name,
        date,
        entries: items.map((item) =>
          item
            .split(/\n(?! )/)[0]
            .replace(/\s+/g, " ")
            .trim(),
        ),
      };
    });
}

/** What prevents a release of this version, as sentences. */
export function releaseProblems(changelog: string, version: string): string[] {
  const [unreleased, latest] = sectionsOf(changelog);
  const problems: string[] = [];
  if (unreleased?.name !== UNRELEASED) {
    problems.push(`The first section must be [${UNRELEASED}], which can be empty.`);
  } else if (unreleased.entries.length > 0) {
    problems.push(`[${UNRELEASED}] has ${unreleased.entries.length} entries. Move them to the section of ${version}.`);
  }
  if (latest?.name !== version) {
    problems.push(`The section after [${UNRELEASED}] must be [${version}], the version of package.json.`);
  } else if (!isDate(latest.date)) {
    problems.push(`[${version}] needs its date, as in "## [${version}] - 2026-01-31".`);
  }
  return problems;
}

/** The names in backticks of all breaking changes since a version. */
export function breakingNames(changelog: string, since: string): string[] {
  const sections = sectionsOf(changelog);
  const end = sections.findIndex(({ name }) => name === since);
  return sections
    .slice(0, end < 0 ? undefined : end)
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.startsWith("**Breaking:**"))
    .flatMap((entry) => [...entry.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
