// SPDX-License-Identifier: MIT
//
// The instructions that take operands, and the places that values are stored in. A letter says what an operand should be:
//
//   n  a number; all n of one instruction are of one kind     i  the same, an integer
//   b  an int32: an index, a length, a condition               z  a number of bytes
//   a  an address to read from                                 w  an address to write to
//   o  an object          V  an array of the token's type      R  a typed reference
//   T  a value of the token's type                             F  an object or address that has the token's field
//   c  the address of a function
//
// and of the result:  -  none    n  what the numbers make    b  an int32    T  the token's type    &  its address
//   o  an object       p  the result is dropped
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed class Operation
{
	public string Name, Operands;
	public char Result;
	public TypeName [] Tokens = { null };
	public TypeName Fixed;                     /* the result, where the opcode says what it is */
	public Action<Body, TypeName> Before = (body, token) => { };
	public Action<Body, TypeName> Emit;        /* takes the operands, leaves the result */
	public bool IsPlace;

	public int Size (TypeName token)           /* of what is written to a w */
	{
		return token == null ? 0 : Types.SizeOf (token);
	}

	public static readonly Operation [] All;
	static readonly List<Operation> list = new List<Operation> ();

	static void Add (string names, string operands, char result, TypeName [] tokens, Func<OpCode, Action<Body, TypeName>> emit)
	{
		foreach (string name in names.Split (' ')) {
			OpCode code = Opcodes.All.First (o => o.Name == name);
			list.Add (new Operation { Name = name, Operands = operands, Result = result, Tokens = tokens, Emit = emit (code) });
		}
	}

	static readonly TypeName [] none = { null };

	static void Plain (string names, string operands, char result)
	{
		Add (names, operands, result, none, code => (body, token) => body.Op (code));
	}

	static void WithToken (string names, string operands, char result, params TypeName [] tokens)
	{
		Add (names, operands, result, tokens, code => (body, token) => body.Op (code, token));
	}

	/* An opcode that names the type of what it moves: ldind.i4 */
	static void Typed (string prefix, string operands, char result)
	{
		var types = new [] {
			TypeName.I1, TypeName.U1, TypeName.I2, TypeName.U2, TypeName.I4, TypeName.U4, TypeName.I8, TypeName.I, TypeName.R4,
			TypeName.R8, TypeName.Object
		};

		foreach (TypeName type in types) {
			string name = prefix + (type == TypeName.Object ? "ref" : type.ToString ().ToLowerInvariant ());
			if (Opcodes.All.Any (o => o.Name == name))
				Add (name, operands, result, new [] { type }, code => (body, token) => body.Op (code));
		}
	}

	static void Branches (string names, string operands)
	{
		Add (names, operands, 'b', none, code => (body, token) => {
			Label taken = new Label (), end = new Label ();
			body.Op (code, taken);
			body.Constant (0);
			body.Op (OpCodes.Br, end);
			body.Mark (taken);
			body.Constant (1);
			body.Mark (end);
		});
	}

	static Operation ()
	{
		Plain ("add sub mul div rem", "nn", 'n');
		Plain ("and or xor div.un rem.un", "ii", 'n');
		Plain ("add.ovf sub.ovf mul.ovf add.ovf.un sub.ovf.un mul.ovf.un", "ii", 'n');
		Plain ("shl shr shr.un", "ib", 'n');
		Plain ("neg", "n", 'n');
		Plain ("not", "i", 'n');
		Plain ("ceq cgt clt cgt.un clt.un", "nn", 'b');
		Branches ("beq bge bgt ble blt bne.un bge.un bgt.un ble.un blt.un", "nn");
		Branches ("brtrue brfalse", "i");
		Add ("switch", "b", 'b', none, code => (body, token) => {
			Label one = new Label (), two = new Label (), end = new Label ();
			body.Op (code, new [] { one, two });
			body.Constant (7);
			body.Op (OpCodes.Br, end);
			body.Mark (one);
			body.Constant (8);
			body.Op (OpCodes.Br, end);
			body.Mark (two);
			body.Constant (9);
			body.Mark (end);
		});
		Conversions ();
		Plain ("ckfinite", "f", 'n');
		Typed ("ldind.", "a", 'T');
		Typed ("stind.", "wT", '-');
		WithToken ("ldobj", "a", 'T', Types.Places);
		WithToken ("stobj", "wT", '-', Types.Places);
		WithToken ("initobj", "w", '-', Types.Places);
		WithToken ("cpobj", "wa", '-', Types.Places);
		Arrays ();
		Objects ();
		Plain ("cpblk", "waz", '-');
		Plain ("initblk", "wbz", '-');
		Plain ("localloc", "z", 'p');
		Plain ("pop", "n", '-');
		Plain ("throw", "o", '-');
		Calls ();
		Places ();
		All = list.ToArray ();
	}

	static void Conversions ()
	{
		var results = new Dictionary<string, TypeName> {
			{ "i8", TypeName.I8 }, { "u8", TypeName.I8 }, { "i", TypeName.I }, { "u", TypeName.I }, { "r4", TypeName.R4 },
			{ "r8", TypeName.R8 }, { "r", TypeName.R8 }
		};

		foreach (OpCode code in Opcodes.All.Where (o => o.Name.StartsWith ("conv."))) {
			TypeName type;
			results.TryGetValue (code.Name.Split ('.').Last (w => w != "un"), out type);
			Plain (code.Name, "n", 'x');
			list.Last ().Fixed = type ?? TypeName.I4;
		}
	}

	static readonly TypeName [] elements = Types.Places.Where (p => p.Element != Element.ByRef && p.Element != Element.TypedReference).ToArray ();

	static void Arrays ()
	{
		Typed ("ldelem.", "Vb", 'T');
		Typed ("stelem.", "VbT", '-');
		WithToken ("ldelem", "Vb", 'T', elements);
		WithToken ("stelem", "VbT", '-', elements);
		WithToken ("ldelema", "Vb", '&', elements);
		WithToken ("newarr", "b", 'o', elements);
		Add ("ldlen", "V", 'x', new [] { TypeName.I4 }, code => (body, token) => body.Op (code));
		list.Last ().Fixed = TypeName.I;
	}

	static void Objects ()
	{
		TypeSymbol holder = Types.Holder (TypeName.I4);
		FieldUse [] fields = { Types.Value (holder), new FieldUse { Owner = Types.S16.Type, Symbol = Types.S16.Fields [1] } };

		foreach (FieldUse field in fields) {
			var tokens = new [] { field.Type };
			string name = field.Owner == Types.S16.Type ? " in a struct" : " in a class", operand = name [6] == 's' ? "A" : "F";
			Action<string, string, char> add = (op, operands, result) => {
				Add (op, operands, result, tokens, code => (body, token) => body.Op (code, field));
				list.Last ().Name += name;
			};

			add ("ldfld", operand, 'T');
			add ("ldflda", operand, '&');
			add ("stfld", operand + "T", '-');
		}
		WithToken ("box", "T", 'o', elements);
		WithToken ("unbox", "o", '&', elements.Where (e => e.Kind != Kind.Reference && e.Element != Element.Pointer).ToArray ());
		WithToken ("unbox.any", "o", 'T', elements);
		WithToken ("castclass isinst", "o", 'o', TypeName.Object, TypeName.String, TypeName.I4, Types.S8.Type, TypeName.I4.Vector);
		Add ("mkrefany", "a", '&', new [] { TypeName.I4, Types.S16.Type }, code => (body, token) => {
			body.Op (code, token);
			body.Op (OpCodes.Refanyval, token);
		});
		WithToken ("refanyval", "R", '&', TypeName.I4, TypeName.I8);
		Plain ("refanytype", "R", 'p');
		Add ("ldvirtftn", "o", 'p', none, code => (body, token) => body.Op (code, Library.ToText));
	}

	static void Calls ()
	{
		Add ("callvirt", "o", 'o', none, code => (body, token) => body.Op (code, Library.ToText));
		Add ("callvirt", "a", 'o', new [] { TypeName.I4, TypeName.I8, TypeName.Object, Types.E.Type }, code => (body, token) => {
			body.Op (OpCodes.Constrained, token);
			body.Op (code, Library.ToText);
		});
		list.Last ().Name = "constrained. callvirt";
		Add ("calli", "bc", 'b', none, code => (body, token) =>
			body.Op (code, new CallSignature { Result = TypeName.I4, Parameters = new [] { TypeName.I4 } }));
	}

	/* ---- Places: stored, and loaded again ------------------------------------------------------------------------- */

	static Operation Place (string name, IEnumerable<TypeName> types, Action<Body, TypeName> emit)
	{
		var place = new Operation { Name = name, Operands = "T", Result = 'T', Tokens = types.ToArray (), Emit = emit, IsPlace = true };

		list.Add (place);
		return place;
	}

	static readonly Dictionary<TypeName, MethodSymbol> callees = new Dictionary<TypeName, MethodSymbol> ();

	/* A method that returns its argument */
	static MethodSymbol Callee (TypeName type)
	{
		lock (callees) {
			MethodSymbol method;

			if (callees.TryGetValue (type, out method))
				return method;
			var owner = new TypeSymbol { Name = "Callee" + callees.Count, Namespace = "Kinds", Parent = Library.Object.Type };
			bool isReturned = type != TypeName.TypedReference;

			method = callees [type] = owner.Method ("Same", true, isReturned ? type : TypeName.Void, type);
			method.NoInlining = true;
			method.Build = () => {
				var body = new Body (method);
				if (isReturned)
					body.LoadArgument (0);
				body.Op (OpCodes.Ret);
				return body;
			};
			return method;
		}
	}

	/* A typed reference cannot be returned; another value takes its place. */
	static void LeaveValue (Body body, TypeName type)
	{
		if (type == TypeName.TypedReference)
			body.Constant (0);
	}

	static void Places ()
	{
		var fields = Types.Places.Where (p => p.Element != Element.ByRef && p.Element != Element.TypedReference);

		Place ("local", Types.Places, (body, type) => {
			var local = new Local (type);
			body.Store (local);
			body.Load (local);
		});
		Place ("static-field", fields, (body, type) => {
			body.Op (OpCodes.Stsfld, Types.Cell (Types.Holder (type)));
			body.Op (OpCodes.Ldsfld, Types.Cell (Types.Holder (type)));
		});
		var kept = new Local (TypeName.Object);
		Place ("instance-field", fields, (body, type) => {
			body.Op (OpCodes.Stfld, Types.Value (Types.Holder (type)));
			body.Load (kept);
			body.Op (OpCodes.Ldfld, Types.Value (Types.Holder (type)));
		}).Before = (body, type) => {
			body.Op (OpCodes.Newobj, new MethodUse { Owner = Types.Holder (type).Type, Symbol = Types.Holder (type).Methods [0] });
			body.Op (OpCodes.Dup);
			body.Store (kept);
		};
		Place ("element", fields, (body, type) => {
			body.Op (OpCodes.Stelem, type);
			body.Load (kept);
			body.Constant (1);
			body.Op (OpCodes.Ldelem, type);
		}).Before = (body, type) => {
			body.Constant (4);
			body.Op (OpCodes.Newarr, type);
			body.Op (OpCodes.Dup);
			body.Store (kept);
			body.Constant (1);
		};
		Place ("parameter", Types.Places, (body, type) => {
			body.Op (OpCodes.Call, Callee (type).Use ());
			LeaveValue (body, type);
		});
		Place ("indirect-parameter", Types.Places, (body, type) => {
			body.Op (OpCodes.Ldftn, Callee (type).Use ());
			body.Op (OpCodes.Calli, new CallSignature { Result = Callee (type).Result, Parameters = new [] { type } });
			LeaveValue (body, type);
		});
		Place ("constructor-parameter", fields, (body, type) => {
			body.Op (OpCodes.Newobj, new MethodUse { Owner = Types.Holder (type).Type, Symbol = Types.Holder (type).Methods [1] });
			body.Op (OpCodes.Ldfld, Types.Value (Types.Holder (type)));
		});
		Place ("result", Types.Places.Where (t => t != TypeName.TypedReference), (body, type) => { });
		Place ("argument", Types.Places, (body, type) => {
			int last = body.Method.Parameters.Length - 1;
			body.StoreArgument (last);
			body.LoadArgument (last);
		});
		Place ("join", Types.Places, null);
	}
}
