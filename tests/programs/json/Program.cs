// SPDX-License-Identifier: MIT
//
// Newtonsoft.Json at work, in the C# that the .NET SDK's compiler understands and mcs does not.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace System.Runtime.CompilerServices {
	internal static class IsExternalInit { }
}

public enum Kind { [EnumMember (Value = "plain")] Plain, [EnumMember (Value = "fancy-one")] Fancy }

public record Point (int X, int Y) {
	public double Length => Math.Round (Math.Sqrt (X * X + Y * Y), 3);
}

public abstract record Shape (string Name);
public sealed record Circle (string Name, Point Center, double Radius) : Shape (Name);
public sealed record Polygon (string Name, IReadOnlyList<Point> Corners) : Shape (Name);

public class Order {
	public int Id { get; init; }
	[JsonProperty ("when")] public DateTimeOffset Date { get; set; }
	[JsonConverter (typeof (StringEnumConverter))] public Kind Kind { get; set; }
	public Dictionary<string, decimal?> Prices { get; } = new ();
	public (int Low, int High)? Range { get; set; }
	public long Mask { get; set; }
	public List<Order> Parts { get; set; } = new ();
	[JsonIgnore] public Order Whole { get; private set; }
	[JsonExtensionData] public IDictionary<string, JToken> Rest { get; set; }

	[OnDeserialized]
	void Link (StreamingContext context) => Parts.ForEach (part => part.Whole = this);
}

class HexadecimalConverter : JsonConverter<long> {
	public override void WriteJson (JsonWriter writer, long value, JsonSerializer serializer) => writer.WriteValue ($"0x{value:x}");

	public override long ReadJson (JsonReader reader, Type type, long existing, bool hasExisting, JsonSerializer serializer) =>
		reader.Value switch {
			string { Length: > 2 } text when text.StartsWith ("0x") => long.Parse (text.Substring (2), NumberStyles.HexNumber),
			long number => number,
			null => 0,
			var other => throw new JsonSerializationException ($"no number: {other}")
		};
}

static class Program {
	static readonly JsonSerializerSettings settings = new () {
		Formatting = Formatting.Indented, ContractResolver = new CamelCasePropertyNamesContractResolver (),
		Converters = { new HexadecimalConverter () }, Culture = CultureInfo.InvariantCulture
	};

	static void Show (object thing) => Console.WriteLine (thing as string ?? JsonConvert.SerializeObject (thing, settings));

	static void Objects ()
	{
		var order = new Order {
			Id = 7, Date = new DateTimeOffset (2020, 1, 2, 3, 4, 5, TimeSpan.FromHours (1)), Kind = Kind.Fancy, Range = (1, 9), Mask = 1L << 40,
			Parts = { new () { Id = 8 }, new () { Id = 9, Prices = { ["a"] = 1.10m, ["b"] = null } } }
		};
		string text = JsonConvert.SerializeObject (order, settings);
		Show (text);
		var copy = JsonConvert.DeserializeObject<Order> (text.Replace ("\"id\": 7", "\"id\": 70, \"extra\": [1, {\"deep\": true}]"), settings);
		Show ($"{copy.Id} {copy.Date:o} {copy.Kind} {copy.Range} {copy.Mask} {copy.Parts [1].Prices ["a"]} {ReferenceEquals (copy.Parts [0].Whole, copy)}");
		Show (copy.Rest ["extra"]! [1]!.ToString (Formatting.None));
	}

	static void Polymorphism ()
	{
		Shape [] shapes = { new Circle ("c", new (1, 2), 2.5), new Polygon ("p", new Point [] { new (0, 0), new (3, 4) }) };
		var typed = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto, Culture = CultureInfo.InvariantCulture };
		string text = JsonConvert.SerializeObject (shapes, typed);
		Show (text);
		foreach (Shape shape in JsonConvert.DeserializeObject<Shape []> (text, typed)!)
			Show (shape switch {
				Circle { Radius: > 2 and < 3, Center: var (x, y) } => $"circle {x} {y}",
				Polygon { Corners: { Count: 2 } corners } => $"polygon {corners [1] with { Y = 12 }}",
				_ => "?"
			});
	}

	static void Documents ()
	{
		var document = new JObject (
			new JProperty ("numbers", new JArray (Enumerable.Range (1, 6).Select (i => i * i))),
			new JProperty ("people", JArray.FromObject (from name in new [] { "ann", "bob", "cy" }
				select new { name, age = name.Length * 11, tags = new [] { name [0], name [name.Length - 1] } })));
		Show (string.Join (",", document.SelectTokens ("$.people[?(@.age > 30)].name")));
		Show (document ["numbers"]!.Values<int> ().Where (n => n % 2 == 1).Sum ());
		dynamic people = document;
		people.people [0].age += 1;
		Show ((string) $"{people.people [0].age} {people.people [2].tags [1]}");
		Show (JToken.DeepEquals (document, JObject.Parse (document.ToString ())));
		document.Merge (JObject.Parse ("{numbers:[100],more:{a:null,b:1e3,c:'\\u00e9'}}"));
		Show (document.SelectToken ("more")!.ToString (Formatting.None) + document.Descendants ().Count ());
	}

	static void Failures ()
	{
		foreach (string text in new [] { "{\"id\": \"x\"}", "{\"kind\": \"none\"}", "[1, 2", "{\"id\": 1, \"prices\": {\"a\": true}}" })
			try {
				JsonConvert.DeserializeObject<Order> (text, settings);
				Show ("read");
			} catch (JsonException exception) {
				Show ($"{exception.GetType ().Name}: {exception.Message}");
			}
	}

	static async Task Streams ()
	{
		using var writer = new StringWriter (CultureInfo.InvariantCulture);
		using (var json = new JsonTextWriter (writer) { QuoteChar = '\'' }) {
			await json.WriteStartArrayAsync ();
			for (long i = 1; i < 1L << 40; i <<= 8)
				await json.WriteValueAsync (i);
			await json.WriteValueAsync (double.NaN);
			await json.WriteEndAsync ();
		}
		Show (writer.ToString ());
		using var reader = new JsonTextReader (new StringReader (writer.ToString ()));
		int tokens = 0;
		while (await reader.ReadAsync ().ConfigureAwait (false))
			tokens += (int) reader.TokenType;
		Show (tokens);

		static ref int Largest (int [] numbers)
		{
			ref int largest = ref numbers [0];
			for (int i = 1; i < numbers.Length; i++)
				if (numbers [i] > largest)
					largest = ref numbers [i];
			return ref largest;
		}
		var numbers = JsonConvert.DeserializeObject<int []> ("[3, 9, 4]")!;
		Largest (numbers) = -1;
		Show (numbers);
	}

	static async Task Main ()
	{
		CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
		Objects ();
		Polymorphism ();
		Documents ();
		Failures ();
		await Streams ();
	}
}
