"""A page that answers a question."""

import anthropic
import streamlit as st

client = anthropic.Anthropic()
question = st.text_input("Question")
if question:
    message = client.messages.create(
        model="claude-opus-5-5",
        max_tokens=16000,
        messages=[{"role": "user", "content": question}],
    )
    st.markdown(message.content[0].text)
