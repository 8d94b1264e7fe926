const WIDTH = 120;

/** For all TypeScript files. Prettier wraps the code but neither comments nor strings. */
export const commentWidth = {
  "max-len": [
    "error",
    {
      code: WIDTH,
      comments: WIDTH,
      ignoreStrings: true,
      ignoreTemplateLiterals: true,
      ignoreRegExpLiterals: true,
      ignoreUrls: true,
      ignorePattern: "^\\s*(import|export)\\b.* from |eslint-disable",
    },
  ],
};

/**
 * The exported declarations that need a doc comment. A selector cannot tell whether a member belongs to an `@internal`
 * type, so `npm run api -- --check` requires the comments of members, for the public API only.
 */
const documented = [
  "FunctionDeclaration",
  "ClassDeclaration",
  "VariableDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSEnumDeclaration",
].map((declaration) => `ExportNamedDeclaration[declaration.type='${declaration}']`);

/** For lib/. */
export const docComments = {
  "jsdoc/require-jsdoc": [
    "error",
    {
      require: { FunctionDeclaration: false },
      contexts: documented,
      enableFixer: false,
    },
  ],
};
