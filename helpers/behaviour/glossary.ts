/** Words for which the project has others, and those: CONTRIBUTING.md, "How the project writes". */
const OTHER_WORDS: readonly (readonly [word: RegExp, instead: string])[] = [
  [/\b(?:leads?|led) (?:to|nowhere)\b/i, 'resolves to, reaches or forwards to'],
  [/\b(?:is|are|was|were) found\b/i, 'resolves or is reachable'],
  [/\b(?:asks?|asked|asking)\b/i, 'sends a request, queries or looks up'],
  [/\b(?:said|tells?|told|spoke)\b/i, 'reports, prints or returns'],
  [/\bquestions?\b/i, 'request or query'],
  [/\b(?:takes?|took|taken|taking) (?:an?|the|its|that|another|one|no)(?: free| host| other)* ports?\b/i, 'publishes'],
  [/\bports? (?:is|are|was|were) taken\b/i, 'is in use'],
  [/\b(?:lets?|letting) \S+ in\b|\blets? in\b/i, 'reach, answer or accept'],
  [/\bstrangers?\b|\bneighbours?\b(?! (?:entry|entries|table|advertisement|solicitation))/i, 'LAN host'],
  [/\b(?:network )?cards?\b|\bwires?\b/i, 'interface or link'],
  [/\bwhereas\b/i, 'control, or but'],
];

/** Problems of a text with words for which the glossary has others. */
export function wordProblems(what: string, text: string): string[] {
  return OTHER_WORDS.flatMap(([word, instead]) => {
    const [found] = text.match(word) ?? [];
    return found === undefined ? [] : [`the ${what} has "${found}": write ${instead}`];
  });
}
