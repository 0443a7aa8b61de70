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
