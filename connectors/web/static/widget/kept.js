// Values that outlive the page where the browser lets them; else they live as long as the page.
class Kept {
  constructor(name) {
    this.name = name;
    this.value = null;
  }
  read() {
    try {
      return this.isOwn ? this.value : JSON.parse(localStorage.getItem(this.name));
    } catch {
      return this.value;
    }
  }
  write(value) {
    this.value = value;
    try {
      if (value === null) localStorage.removeItem(this.name);
      else localStorage.setItem(this.name, JSON.stringify(value));
    } catch {
      this.isOwn = true; // private mode, or no room: the value above serves
    }
  }
}

// Return the name that all tabs give the visitor: `fresh`, unless one of them has just put another
// in the place of `before`. What a tab writes into localStorage the others see some milliseconds
// later, so two tabs could begin a conversation each; IndexedDB lets one come first.
const JUST_NOW_MS = 10000;

function agreeOn(fresh, before, key) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(key);
    opening.onerror = reject;
    opening.onupgradeneeded = () => opening.result.createObjectStore(key);
    opening.onsuccess = () => {
      const names = opening.result.transaction(key, "readwrite").objectStore(key);
      names.get(key).onsuccess = ({ target }) => {
        const { name, at } = target.result ?? {};
        const isNew = name !== before && at > Date.now() - JUST_NOW_MS;
        if (!isNew) names.put({ name: fresh, at: Date.now() }, key);
        resolve(isNew ? name : fresh);
        opening.result.close();
      };
    };
  });
}
