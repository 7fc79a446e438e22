// Everything works without this file. It saves a click where it can.
"use strict";

// The replay follows its slider without a press of the button.
for (const slider of document.querySelectorAll("input[type=range][data-follow]")) {
  slider.addEventListener("change", () => slider.form.requestSubmit());
}

// A choice that only changes the view is applied at once.
for (const choice of document.querySelectorAll("select[data-follow]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

// Ctrl-K, or Command-K, goes to the search field from anywhere.
document.addEventListener("keydown", (e) => {
  if (!(e.ctrlKey || e.metaKey) || e.altKey || e.key.toLowerCase() !== "k") return;
  e.preventDefault();
  const field = document.querySelector("input[type=search]");
  if (field) field.focus();
  else if (document.body.classList.contains("signed-in")) location.assign("/search");
});

// What was typed is not lost to a stray tap on a link.
for (const form of document.querySelectorAll("form[data-keep]")) {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("beforeunload", (e) => { if (typed) e.preventDefault(); });
}
