# leastwise for schedulers that run containers. The image holds the program and certificates: no shell, no root.
#   docker build -t leastwise --build-arg VERSION=v1.2.3 .
#   docker run --rm -v "$PWD:/work:ro" leastwise scan
# Pin both images by digest (docker buildx imagetools inspect IMAGE) where you build for others.
FROM golang:1.26 AS build
ARG VERSION=
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd ./cmd
COPY rego ./rego
COPY report ./report
COPY snapshot ./snapshot
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.release=${VERSION}" -o /leastwise ./cmd/leastwise

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /leastwise /usr/local/bin/leastwise
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/leastwise"]
CMD ["scan"]
