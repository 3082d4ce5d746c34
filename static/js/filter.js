// Filters: empty fields stay out of the URL.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "filter") return;
  const { formData } = event.detail;
  [...formData.keys()].forEach((name) => formData.getAll(name).join("") === "" && formData.delete(name));
});
document.documentElement.classList.add("js");
