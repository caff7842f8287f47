// Uses of Go's net/http: `uses USE URL` does one, and prints what came back.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	url := os.Args[2]
	transport := &http.Transport{ExpectContinueTimeout: 10 * time.Second}
	client := &http.Client{Transport: transport, Timeout: 20 * time.Second}
	switch os.Args[1] {
	case "keepsAlive":
		for _, method := range []string{"GET", "HEAD", "POST"} {
			var content io.Reader
			if method == "POST" {
				content = strings.NewReader("a=1")
			}
			show(do(client, method, url+"/again", content, nil))
		}
		show(do(client, "GET", url+"/redirect", nil, nil))
		show(do(client, "GET", url+"/compressed", nil, nil))
	case "expects":
		show(do(client, "PUT", url+"/expect", strings.NewReader("word"), http.Header{"Expect": {"100-continue"}}))
	case "chunks":
		// A reader whose length is not known goes out in chunks.
		show(do(client, "PUT", url+"/chunks", io.MultiReader(strings.NewReader("one\n"), strings.NewReader("two\n")), nil))
		request, err := http.NewRequest("POST", url+"/trailers", io.MultiReader(strings.NewReader("abc")))
		check(err)
		request.Trailer = http.Header{"X-Sum": {"7"}}
		answer, err := client.Do(request)
		check(err)
		io.Copy(io.Discard, answer.Body)
		fmt.Println(answer.StatusCode, answer.Trailer.Get("X-Sum"))
	case "isRefused":
		file, err := os.Open(os.Getenv("FILES") + "/too-large.bin")
		check(err)
		facts, err := file.Stat()
		check(err)
		request, err := http.NewRequest("PUT", url+"/huge", file)
		check(err)
		request.ContentLength = facts.Size()
		answer, err := client.Do(request)
		check(err)
		fmt.Println(answer.StatusCode)
	default:
		panic(os.Args[1])
	}
}

func do(client *http.Client, method, url string, content io.Reader, fields http.Header) (int, string) {
	request, err := http.NewRequest(method, url, content)
	check(err)
	for name, values := range fields {
		request.Header[name] = values
	}
	answer, err := client.Do(request)
	check(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	check(err)
	return answer.StatusCode, strings.TrimSpace(string(text))
}

func show(status int, text string) {
	fmt.Println(status, text)
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
