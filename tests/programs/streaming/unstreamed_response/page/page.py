"""A chat on a page."""

import anthropic
import streamlit as st

client = anthropic.Anthropic()
if "messages" not in st.session_state:
    st.session_state.messages = []
for message in st.session_state.messages:
    with st.chat_message(message["role"]):
        st.markdown(message["content"])

if question := st.chat_input("Ask the pilot"):
    st.session_state.messages.append({"role": "user", "content": question})
    with st.chat_message("user"):
        st.markdown(question)

    response = client.messages.create(
        model="claude-opus-4-8",
        max_tokens=4096,
        messages=st.session_state.messages,
    )

    # the text of it
    answer = response.content[0].text
    with st.chat_message("assistant"):
        st.markdown(answer)

    st.session_state.messages.append({"role": "assistant", "content": answer})
