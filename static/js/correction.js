// Where the caret is in the sentence: a place inside a word, too.
(() => {
  const pieces = document.querySelector(".pieces"), after = document.querySelector("[name=after]");
  if (!pieces) return;
  const length = (text) => [...text].length; // code points, as the server counts
  const offset = (node, at) => {
    const range = document.createRange();
    range.selectNodeContents(pieces.querySelector("span"));
    range.setEnd(node, at);
    return length(range.toString());
  };
  document.addEventListener("selectionchange", () => {
    const { anchorNode, anchorOffset, isCollapsed } = getSelection();
    if (isCollapsed || anchorNode?.nodeType !== Node.TEXT_NODE || !anchorNode.parentNode.closest(".pieces label, .pieces span")) return;
    after.value = offset(anchorNode, anchorOffset) || "";
  });
  // what was chosen last counts; a click on a label leaves what is selected
  pieces.addEventListener("mousedown", () => { getSelection().removeAllRanges(); after.value = ""; });
  pieces.addEventListener("change", () => { if (getSelection().isCollapsed) after.value = ""; });
})();
