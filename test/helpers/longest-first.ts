import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of what takes longest: what waits for processes, browsers and days, before what only computes a little. */
const LONGEST = [
  '/test/end-to-end/',
  '/test/pages/',
  '/test/simulation/',
  '/test/visualizer/',
  '/test/deploy/',
];

/** The order of the files: what takes long is not left for the end, when other workers have nothing more to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.findIndex((folder) => moduleId.includes(folder));
      return index < 0 ? LONGEST.length : index;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
