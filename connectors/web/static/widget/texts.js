// The words of the frame, in the languages that it speaks.
const TEXTS = {
  en: {
    title: "Ask the mentor", field: "Your message", hint: "Your question", keys: "Enter sends, Shift and Enter begins a new line.",
    send: "Send", close: "Close the chat", log: "Conversation", you: "You:", mentor: "Mentor:", typing: "The mentor is writing",
    away: "No connection. Trying again", wait: "One moment: too many questions at once", again: "Try again", newer: "New answer",
    failed: "The mentor could not answer.", refused: "The mentor did not take the message.", source: "Source", open: "Open the source",
    helpful: "Was this helpful?", yes: "Helpful", no: "Not helpful", why: "What was missing? (optional)", thanks: "Thank you.",
    window: "(new window)", table: "Table", code: "Code", copy: "Copy", copied: "Copied", next: "Ask next", asked: "You asked earlier:",
    human: "Talk to a person", contact: "Where can a person reach you? (e-mail or phone)", about: "What is it about? (optional)",
    cancel: "Cancel", passed: "Thank you. A person will answer you at", unsent: "That did not get through. Please try again.",
  },
  de: {
    title: "Den Mentor fragen", field: "Ihre Nachricht", hint: "Ihre Frage", keys: "Eingabe sendet, Umschalt und Eingabe beginnt eine neue Zeile.",
    send: "Senden", close: "Chat schließen", log: "Gespräch", you: "Sie:", mentor: "Mentor:", typing: "Der Mentor schreibt",
    away: "Keine Verbindung. Neuer Versuch", wait: "Einen Moment: zu viele Fragen auf einmal", again: "Erneut versuchen", newer: "Neue Antwort",
    failed: "Der Mentor konnte nicht antworten.", refused: "Der Mentor hat die Nachricht nicht angenommen.", source: "Quelle", open: "Quelle öffnen",
    helpful: "War das hilfreich?", yes: "Hilfreich", no: "Nicht hilfreich", why: "Was hat gefehlt? (freiwillig)", thanks: "Danke.",
    window: "(neues Fenster)", table: "Tabelle", code: "Code", copy: "Kopieren", copied: "Kopiert", next: "Als Nächstes fragen", asked: "Sie haben früher gefragt:",
    human: "Mit einem Menschen sprechen", contact: "Wo sind Sie zu erreichen? (E-Mail oder Telefon)", about: "Worum geht es? (freiwillig)",
    cancel: "Abbrechen", passed: "Danke. Ein Mensch antwortet Ihnen unter", unsent: "Das kam nicht an. Bitte noch einmal versuchen.",
  },
  ar: {
    title: "اسأل المرشد", field: "رسالتك", hint: "سؤالك", keys: "مفتاح الإدخال يرسل، ومع Shift يبدأ سطرًا جديدًا.",
    send: "إرسال", close: "إغلاق المحادثة", log: "المحادثة", you: "أنت:", mentor: "المرشد:", typing: "المرشد يكتب",
    away: "لا يوجد اتصال. نحاول من جديد", wait: "لحظة: أسئلة كثيرة دفعة واحدة", again: "حاول مرة أخرى", newer: "إجابة جديدة",
    failed: "لم يتمكن المرشد من الإجابة.", refused: "لم يقبل المرشد الرسالة.", source: "المصدر", open: "افتح المصدر",
    helpful: "هل كان هذا مفيدًا؟", yes: "مفيد", no: "غير مفيد", why: "ما الذي كان ناقصًا؟ (اختياري)", thanks: "شكرًا.",
    window: "(نافذة جديدة)", table: "جدول", code: "شفرة", copy: "نسخ", copied: "تم النسخ", next: "اسأل بعد ذلك", asked: "سألت سابقًا:",
    human: "تحدث مع شخص", contact: "كيف يمكن لشخص أن يصل إليك؟ (بريد إلكتروني أو هاتف)", about: "ما الموضوع؟ (اختياري)",
    cancel: "إلغاء", passed: "شكرًا. سيجيبك شخص على", unsent: "لم يصل ذلك. حاول مرة أخرى.",
  },
};
const RIGHT_TO_LEFT = /^(ar|fa|he|ur)\b/i;

// The language that the frame speaks where it is asked for `language`.
function spoken(language) {
  const name = language.toLowerCase().split("-")[0];
  return Object.hasOwn(TEXTS, name) ? name : "en";
}
