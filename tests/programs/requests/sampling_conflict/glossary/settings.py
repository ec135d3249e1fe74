SAMPLING = {"temperature": 0.2, "top_p": 0.9}
