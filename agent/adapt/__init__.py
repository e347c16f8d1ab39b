"""Training data for an owner's own model, from the catalog and what was answered in the console.

    questions.py     what is asked: of the catalog, answered for good, and answered by nothing
    recorder.py      the backend that writes down what the program asks its model
    examples.py      the page: each question asked, its prompt and code's reply put together
    diverging.py     whether a reply says anything that its prompt does not hold
    written.py       the files: one chat a line, a share of what is asked about held back

Why nothing may diverge: a model of 135M that learned 3,616 short answers went from 30 to 85 in 100
that are grounded in their evidence; what remained was affirming what the evidence did not say.
"""
