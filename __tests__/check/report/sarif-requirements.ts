/** A result of a SARIF run, with the properties that the tests read. */
export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object };
    readonly logicalLocations?: { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
  readonly codeFlows?: object[];
  readonly properties: { readonly id: string };
}

export interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: { readonly id: string }[] } };
  readonly automationDetails: { readonly id: string };
  readonly properties: object;
  readonly results: SarifResult[];
}

const text = { text: expect.stringMatching(/^[^]{1,1024}$/) };

/** Checks what GitHub requires of a SARIF file, and returns its run. */
export function checkSarif(sarif: string): SarifRun {
  const document = JSON.parse(sarif) as { runs: SarifRun[] };
  expect(document).toMatchObject({ $schema: expect.stringMatching(/^https:/), version: "2.1.0" });
  expect(document.runs).toHaveLength(1);
  const [run] = document.runs;
  const { rules } = run.tool.driver;
  for (const rule of rules) {
    expect(rule).toMatchObject({
      id: expect.stringMatching(/^[a-z-]+$/),
      shortDescription: text,
      fullDescription: text,
      help: text,
      defaultConfiguration: { level: expect.stringMatching(/^(?:error|warning|note)$/) },
      properties: { "security-severity": expect.stringMatching(/^(?:10\.0|\d\.\d)$/) },
    });
  }
  expect(run.results.length).toBeLessThanOrEqual(25_000);
  for (const result of run.results) {
    expect(rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(result).toMatchObject({
      level: expect.stringMatching(/^(?:error|warning|note)$/),
      message: { text: expect.stringMatching(/\S/) },
      partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{32}:1$/) },
    });
    expect(result.locations).toHaveLength(1);
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: expect.stringMatching(/^(?!\/)[\w%.()!~*'-]+(?:\/[\w%.()!~*'-]+)*$/) },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
    });
    for (const { fullyQualifiedName } of result.locations[0].logicalLocations ?? []) {
      expect(fullyQualifiedName).not.toBe("");
    }
  }
  const identities = run.results.map((result) => result.partialFingerprints.primaryLocationLineHash);
  expect(new Set(identities).size).toBe(new Set(run.results.map(({ properties }) => properties.id)).size);
  return run;
}
