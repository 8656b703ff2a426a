// Counts what held and what did not, and says what did not. Failures of one cause on many pages are told once.

const SHOWN = 8;

export class Results {
  #passed = 0;
  /** Complaint to the places it was made about. */
  #failures = new Map();

  /** Notes one check. `what` is the complaint, the same for every page it is made about; `where` is one of the places. */
  check(what, holds, where = "") {
    if (holds) {
      this.#passed += 1;
      return;
    }
    const places = this.#failures.get(what) ?? [];
    places.push(where);
    this.#failures.set(what, places);
  }

  /** Runs one part and says how long it took. A part that breaks off counts as a failure. */
  async section(name, part) {
    const start = performance.now();
    const before = [this.#passed, this.#failed()];
    try {
      await part();
    } catch (error) {
      this.check(`${name}: broke off`, false, error.stack ?? String(error));
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${name}: ${this.#passed - before[0]} passed, ${this.#failed() - before[1]} failed (${seconds} s)`);
  }

  /** Prints the failures and the last line; returns the exit status. */
  finish() {
    for (const [what, places] of this.#failures) {
      console.log(`\nFAILED (${places.length}) ${what}`);
      for (const place of places.slice(0, SHOWN)) {
        console.log(`    ${place}`);
      }
      if (places.length > SHOWN) {
        console.log(`    and ${places.length - SHOWN} more`);
      }
    }
    console.log(`\n${this.#passed} passed, ${this.#failed()} failed`);
    return this.#failed() === 0 ? 0 : 1;
  }

  #failed() {
    return [...this.#failures.values()].reduce((sum, places) => sum + places.length, 0);
  }
}
